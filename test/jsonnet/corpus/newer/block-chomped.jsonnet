|||-
  foo
  bar
|||
