local mixin = { a: if 'a' in super then super.a + 1 else 0 }; [mixin, { a: 5 } + mixin, { a:: 5 } + mixin]
