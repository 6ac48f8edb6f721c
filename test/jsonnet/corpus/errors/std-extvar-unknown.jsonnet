std.extVar('nowhere')
