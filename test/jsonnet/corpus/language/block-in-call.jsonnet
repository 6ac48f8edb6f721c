std.length(|||
  12345
|||)
