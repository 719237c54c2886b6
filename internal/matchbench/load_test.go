package matchbench

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"probity.example/probity/internal/testkit"
)

// files writes a directory in the layout of the data directory.
func files(t *testing.T, content map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range content {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// small is a data directory of invented organisations, and a person who must not be read.
var small = map[string]string{
	"matching/org_name_bench.csv": "case_group,schema,name1,name2,is_match,quality,category,notes,logic_v2_score\n" +
		"t,Company,FICTIONAL Lantern Ltd,FICTIONAL Lantern Limited,true,STRONG,,,1.0000\n" +
		"t,Company,FICTIONAL Lantern Ltd,FICTIONAL Copper GmbH,false,STRONG,,,0.2000\n" +
		"t,Company,\"FICTIONAL Juniper, Inc.\",FICTIONAL Juniper Inc,true,STRONG,,,\n",
	"matching/edinet_name_pairs.csv": "edinet_code,corporate_number,name_ja,name_en,name_kana,filer_type\n" +
		"E1,1,架空カンテラ株式会社,\"KAKUU KANTERA CO., LTD.\",カクウカンテラカブシキガイシャ,内国法人・組合\n",
	"us-ofac-sdn/sdn.csv": "1,\"FICTIONAL LANTERN SHIPPING\",-0- ,\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n" +
		"2,\"SAMPLE, Person\",\"individual\",\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n" +
		"3,\"FICTIONAL COPPER TRADING\",-0- ,\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n" +
		"4,\"MV FICTIONAL\",\"vessel\",\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n\x1a",
	"us-ofac-sdn/alt.csv": "1,11,\"aka\",\"FICTIONAL LANTERN SHIPPING COMPANY\",-0- \n2,12,\"aka\",\"SAMPLE, P.\",-0- \n" +
		"3,13,\"fka\",\"FICTIONAL COPPER AND TIN TRADING\",-0- \n\x1a",
	"us-sec/company_tickers.json": `{"0":{"cik_str":7,"ticker":"FLX","title":"FICTIONAL LANTERN INC"},"1":{"cik_str":7,"ticker":"FLXB","title":"FICTIONAL LANTERN INC"},` +
		`"2":{"cik_str":3,"ticker":"FCT","title":"Fictional Copper Corp"}}`,
}

func TestReadNameBench(t *testing.T) {
	pairs, err := readNameBench(files(t, small))
	if err != nil {
		t.Fatal(err)
	}
	want := []labelled{
		{"FICTIONAL Lantern Ltd", "FICTIONAL Lantern Limited", true, 1, true},
		{"FICTIONAL Lantern Ltd", "FICTIONAL Copper GmbH", false, 0.2, true},
		{"FICTIONAL Juniper, Inc.", "FICTIONAL Juniper Inc", true, 0, false},
	}
	if !slices.Equal(pairs, want) {
		t.Errorf("got %+v", pairs)
	}
	bad := files(t, map[string]string{"matching/org_name_bench.csv": "name1,name2,is_match\na,b,perhaps\n"})
	if _, err := readNameBench(bad); err == nil || !strings.Contains(err.Error(), "line 2, is_match") {
		t.Errorf("a label that is none: %v", err)
	}
}

func TestReadOFACKeepsOrganisationsAlone(t *testing.T) {
	o, err := readOFAC(files(t, small))
	if err != nil {
		t.Fatal(err)
	}
	if len(o.orgs) != 2 || o.orgs[0].id != "1" || o.orgs[1].names[0] != "FICTIONAL COPPER TRADING" {
		t.Errorf("organisations: %+v", o.orgs)
	}
	want := []ofacAlias{{0, "11", "aka", "FICTIONAL LANTERN SHIPPING COMPANY"}, {1, "13", "fka", "FICTIONAL COPPER AND TIN TRADING"}}
	if !slices.Equal(o.aliases, want) {
		t.Errorf("aliases: %+v", o.aliases)
	}
}

func TestReadSECJoinsTickers(t *testing.T) {
	all, err := readSEC(files(t, small))
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].id != "us-sec:3" || all[1].names[0] != "FICTIONAL LANTERN INC" {
		t.Errorf("got %+v", all)
	}
}

func TestReadEDINET(t *testing.T) {
	all, err := readEDINET(files(t, small))
	want := []translated{{"E1", "架空カンテラ株式会社", "KAKUU KANTERA CO., LTD.", "カクウカンテラカブシキガイシャ"}}
	if err != nil || !slices.Equal(all, want) {
		t.Errorf("got %+v, %v", all, err)
	}
}

func TestMissingFilesAreNamed(t *testing.T) {
	if _, err := readOFAC(t.TempDir()); err == nil || !strings.Contains(err.Error(), "sdn.csv") {
		t.Errorf("got %v", err)
	}
	if _, err := readSEC(t.TempDir()); err == nil {
		t.Error("no registrants, and no error")
	}
}

// The counts are those of the data's own description.
func TestRealFiles(t *testing.T) {
	dir, ctx := testkit.SharedData(t), context.Background()
	o, err := readOFAC(dir)
	if err != nil || len(o.orgs) != 2994 || len(o.aliases) != 4297 {
		t.Errorf("OFAC: %d organisations, %d aliases, %v", len(o.orgs), len(o.aliases), err)
	}
	sec, err := readSEC(dir)
	if err != nil || len(sec) != 7919 {
		t.Errorf("SEC: %d registrants, %v", len(sec), err)
	}
	pairs, err := readEDINET(dir)
	if err != nil || len(pairs) != 4402 {
		t.Errorf("EDINET: %d pairs, %v", len(pairs), err)
	}
	all, err := readEverything(ctx, dir)
	if err != nil || len(all) < 55_000 {
		t.Errorf("all lists: %d organisations, %v", len(all), err)
	}
	bench, err := readNameBench(dir)
	if err != nil || len(bench) != 266 {
		t.Fatalf("name bench: %d pairs, %v", len(bench), err)
	}
	left := readIdentity(identityLabels)
	for _, p := range bench {
		delete(left, pairDigest(p.a, p.b))
	}
	if len(left) > 0 {
		t.Errorf("labels of pairs that the bench does not have: %v", left)
	}
}

func TestIdentityLabels(t *testing.T) {
	labels := readIdentity(identityLabels)
	if len(labels) < 200 {
		t.Errorf("only %d labels", len(labels))
	}
	for digest, label := range labels {
		if len(digest) != 16 || strings.Trim(digest, "0123456789abcdef") != "" || !slices.Contains([]string{"same", "other", "open"}, label) {
			t.Errorf("label %q of %q", label, digest)
		}
	}
	if pairDigest("a", "bc") == pairDigest("ab", "c") {
		t.Error("two pairs have one digest")
	}
}
