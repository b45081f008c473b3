* a comment
NAME          triangle
OBJSENSE
    MAX
ROWS
 N  worth
 L  both
COLUMNS
    x         worth     1.0            both      1.0
    y         worth     2.0            both      1.0
RHS
    RHS       worth     1.0            both      4.0
BOUNDS
 UP BND       y         3.0
ENDATA
