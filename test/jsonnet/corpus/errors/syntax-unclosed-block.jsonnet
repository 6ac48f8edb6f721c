|||
  text
