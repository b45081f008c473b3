#pragma once

#include "vorrat/base/date.h"

namespace vorrat::example {

/// Easter Sunday of a Gregorian year.
///
/// source  Meeus, Astronomical Algorithms, 2nd ed., chapter 8 (the anonymous rule of 1876)
Date easter_sunday(int year);

/// Public holidays of Saxony other than Sundays and Corpus Christi (some parishes): New Year, Good
/// Friday, Easter Monday, 1 May, Ascension, Whit Monday, 3 and 31 October, the day of repentance
/// and prayer (the Wednesday before 23 November), 25 and 26 December.
///
/// source  Gesetz über Sonn- und Feiertage im Freistaat Sachsen, section 1
bool is_holiday_in_saxony(Date date);

/// 1 for the first of January.
int day_of_year(Date date);

}  // namespace vorrat::example
