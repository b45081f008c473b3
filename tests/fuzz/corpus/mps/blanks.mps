NAME
ROWS
 N  all cost
 G  row one
COLUMNS
    my x      all cost           2.0   row one            1.0
RHS
    RHS       row one            3.0
ENDATA
