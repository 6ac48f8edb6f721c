|||
text
|||
