@"c:\path\n ""quoted"" 'single'"
