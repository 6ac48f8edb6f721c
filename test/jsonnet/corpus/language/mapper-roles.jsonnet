local claims = std.extVar('claims'); { identity: { metadata_public: { roles: [std.asciiUpper(g) for g in claims.groups if !std.startsWith(g, '_')] }, traits: {} } }
