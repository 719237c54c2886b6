// Package format holds what the formats of different publishers share: opening a file whatever it is compressed with, CSV
// with its faults, pulling elements out of XML of any size, XLSX rows, grouping scattered rows, dates, countries and
// numbers as authorities write them.
//
// What never lives here: anything that knows a publisher. Errors of this package name file, line and rule, never a value:
// whether a row is about an organisation is not known here.
package format
