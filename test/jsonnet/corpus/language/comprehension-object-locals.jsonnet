{ local v = x * 2, ['k' + x]: v + w, local w = 1 for x in [1, 2] }
