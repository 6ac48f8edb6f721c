local my_function(x, y=10) = x + y;
local multiline_function(x) = local temp = x * 2; [temp, temp + 1];
local object = { my_method(x): x * x };
{
  call_inline_function: (function(x) x * x)(5),
  call_multiline_function: multiline_function(4),
  call: my_function(2),
  named_params: my_function(x=2),
  named_params2: my_function(y=3, x=2),
  call_method1: object.my_method(3),
  standard_lib: std.join(' ', std.split('foo/bar', '/')),
  len: [std.length('hello'), std.length([1, 2, 3])],
}
