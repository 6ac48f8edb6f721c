// line
# hash
/* block
   over lines */ [1, /* inside */ 2, // end
  3 # end
]
