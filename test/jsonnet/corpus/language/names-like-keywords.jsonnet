local ifx = 1, selfish = 2, trueish = 3, inn = 4; { ifx: ifx, nullx: selfish, importx: trueish, errors: inn }
