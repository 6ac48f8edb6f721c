local name = 'x', value = 2; |||
  %s = %d
  done
||| % [name, value]
