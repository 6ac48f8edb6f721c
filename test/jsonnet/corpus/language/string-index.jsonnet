local s = 'jsonnet'; [s[0], s[6], 'añ😀b'[2], 'añ😀b'[3]]
