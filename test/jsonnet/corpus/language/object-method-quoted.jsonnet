{ 'f g'(x):: x, a: self['f g'](7) }
