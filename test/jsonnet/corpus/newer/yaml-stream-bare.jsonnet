std.manifestYamlStream([{ a: 1 }, { 'b c': 2 }], c_document_end=false, quote_keys=false)
