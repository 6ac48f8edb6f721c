||| text |||
