[std.deepJoin(['one ', ['two ', 'three ', ['four '], []], 'five ', ['six']]), std.deepJoin('hello')]
