std.strReplace('I like to skate with my skateboard', 'skate', 'surf')
