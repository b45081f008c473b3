ROWS
 N c
 N other
 L r
 E e
 G g
COLUMNS
 M1 'MARKER' 'INTORG'
 x c -1 other 5
 x r 2 e 1
 M2 'MARKER' 'INTEND'
 y c -1 r 1
RHS
 r 3
 other 9
RANGES
 r 2
 e -3 g 1.5D+01
BOUNDS
 UP B x -4
 FR y
 MI B y
 BV x
 PL x
ENDATA
