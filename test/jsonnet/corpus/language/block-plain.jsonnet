|||
  first
  second
|||
