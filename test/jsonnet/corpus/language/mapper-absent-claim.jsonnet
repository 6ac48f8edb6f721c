local claims = std.extVar('claims'); { identity: { traits: { [if 'phone_number' in claims then 'phone']: claims.phone_number, locale: std.get(claims, 'zoneinfo', 'unknown') } } }
