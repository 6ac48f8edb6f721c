{
  a: |||
    text
      deeper
  |||,
  b: 1,
}
