std.manifestYamlStream(['a', 1, []], indent_array_in_object=false, c_document_end=true)
