std.extVar('claims').email
