local fs = [std.length, std.type, std.toString]; [f([1]) for f in fs]
