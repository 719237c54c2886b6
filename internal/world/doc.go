// Package world makes the sample world of the demo: the Republic of Verdania, a country that does not exist, in ISO
// 3166-1's user-assigned code XV. About 2,000 invented organisations and what invented authorities decided about them,
// written as files in Probity's own NDJSON layout, in the order in which a register would take them in. The same seed and
// the same day give the same bytes.
//
// Every authority, title and publisher says FICTIONAL. Nobody in Verdania is exempt: ministries, the ruling party, state
// companies and the operator of the register have records like everyone else. A few invented persons and sole traders
// stand in the files so that the door has someone to refuse.
//
// What never lives here: anything about a real organisation, and any reading of a clock or of the system's randomness.
package world

// Country is the code of the Republic of Verdania.
const Country = "XV"

// Fictional is the word that stands wherever something of the sample world is shown.
const Fictional = "FICTIONAL"
