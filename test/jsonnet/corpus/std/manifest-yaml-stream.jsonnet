[std.manifestYamlStream([1, { a: 2 }]), std.manifestYamlStream([1], c_document_end=false), std.manifestYamlStream([])]
