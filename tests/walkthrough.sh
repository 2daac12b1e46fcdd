#!/usr/bin/env bash
# Takes one family from a spreadsheet to money that it has received and paper that is filed, against a running demonstration.
#   tests/walkthrough.sh http://127.0.0.1:8080
# Needs curl and jq. Moves the demonstration's clock forward. A busy service is asked again: each change carries its key.
set -euo pipefail

url=${1:?usage: tests/walkthrough.sh URL}
api=$url/api/v1
password=${JINQIU_DEMO_PASSWORD:-jinqiu-demonstration}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { printf '%-12s %s\n' "$1" "$2"; }

call() { # path, arguments of curl -> body; what is refused is shown
  curl -sS --retry 5 --fail-with-body -o "$work/said" "$api$1" "${@:2}" || {
    cat "$work/said" >&2
    printf '\nrefused: %s\nA demonstration is walked once; to begin anew, stop it and remove ./data.\n' "$1" >&2
    exit 1
  }
  cat "$work/said"
}

sign_in() { # username -> access token
  call /sessions -H 'Content-Type: application/json' \
    -d "{\"username\":\"$1\",\"password\":\"$password\"}" | jq -er .access_token
}

get() { # token path
  call "$2" -H "Authorization: Bearer $1"
}

post() { # token path body [version]
  call "$2" -X POST -H "Authorization: Bearer $1" \
    -H 'Content-Type: application/json' -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" \
    ${4:+-H "If-Match: \"$4\""} -d "$3"
}

version() { get "$caseworker" "/applications/$application" | jq -er .version; }

record() { # token kind body: evidence of the case, at its present version
  post "$1" "/applications/$application/$2" "$3" "$(version)" >"$work/answer"
}

act() { # token action
  record "$1" actions "{\"action\":\"$2\"}"
  say "$2" "now $(jq -r .state.stage "$work/answer")"
}

next_day() { # day: the morning after it
  call /demo/clock -X PUT -H "Authorization: Bearer $city" \
    -H 'Content-Type: application/json' -d "{\"now\": \"$(date -u -d "$1 + 1 day" +%F)T02:00:00Z\"}" >/dev/null
}

attach() { # kind -> attachment id
  printf '%%PDF-1.4\n%% %s\n%%%%EOF\n' "$1" >"$work/paper.pdf"
  call "/applications/$application/attachments?kind=$1" -X POST -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" \
    -H "Authorization: Bearer $caseworker" -H "If-Match: \"$(version)\"" -H 'Content-Type: application/octet-stream' \
    --data-binary "@$work/paper.pdf" | jq -er .id
}

caseworker=$(sign_in caseworker.04fz01)
head=$(sign_in head.04fz01)
county=$(sign_in head.640104)
county_caseworker=$(sign_in caseworker.640104)
city=$(sign_in head.640100)
centre=$(sign_in caseworker.6401fw)
finance=$(sign_in finance.640100)
second_finance=$(sign_in finance2.640100)
visitors=$(jq -cn --arg a "$(get "$caseworker" /me | jq -er .account.officer)" \
  --arg b "$(get "$head" /me | jq -er .account.officer)" '[$a, $b]')
say "signed in" "caseworker, head, county, city, service centre, finance"

# The family comes from a spreadsheet, a row for each member; so does another one, which the caseworker has yet to correct.
cat >"$work/families.csv" <<'ROWS'
户号,姓名,与职工关系,身份证号,性别,共同生活,联系电话,家庭住址,会员卡号,领款人,工资性收入(元),学年学费(元),工会助学金(元),职工类别,困难类别,主要致困原因,住房类型,工作单位,申请救助,院校代码,国家统招,录取批次,层次,录取年份,学制(年)
1,丁建华,本人,640104197405121014,男,是,13995000001,银川市兴庆区示例路1号,6217000000000000012,是,24000,,0,困难农民工,低保边缘户,子女上学,租房,兴庆纺织厂,,,,,,,
,丁小燕,长女,640106199908201026,女,是,,,,,,5000,,,,,,,是,4164010749,是,本科二批,本科,2018,4
,纳秀英,妻,640104197603121541,女,是,,,,,,,,,,,,,,,,,,,
2,丁国强,本人,64010419740512101,男,是,,,,,三万,,0,困难职工,低保户,子女上学,租房,,,,,,,,
ROWS
imported() { # mode -> the job, at its end
  call "/imports?campaign=2018&mode=$1" -X POST -H "Authorization: Bearer $caseworker" -H 'Content-Type: text/csv' \
    -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" --data-binary "@$work/families.csv" >"$work/job"
  for _ in $(seq 60); do
    get "$caseworker" "/jobs/$(jq -r .id "$work/job")" >"$work/answer"
    jq -e '.state == "done"' "$work/answer" >/dev/null && break
    sleep 0.5
  done
  cat "$work/answer"
}
say checked "$(imported check | jq -r '"\(.families.sound) family is sound, \(.families.refused) is not"')"
job=$(imported each | jq -er .id)
get "$caseworker" "/jobs/$job/lines?outcome=refused" | jq -r '.items[].faults[] | "row \(.row), \(.column): \(.reason)"' |
  while read -r fault; do say refused "$fault"; done
dossier=$(get "$caseworker" "/jobs/$job/lines?outcome=entered" | jq -er '.items[0].dossier')
say dossier "$dossier"

student='{"relation": "32", "unified_enrolment": true, "batch": "second", "level": "undergraduate",
  "admission_year": 2018, "years": 4, "enrolment_proof": null,
  "school": {"scheme": "moe", "code": "4164010749"}}'
post "$caseworker" /assessments "{\"campaign\": \"2018\", \"dossier\": {\"status\": \"on_file\"},
  \"household\": {\"people\": 3, \"income_fen\": 2400000, \"tuition_fen\": 500000, \"union_aid_received_fen\": 0},
  \"student\": $student, \"siblings\": []}" >"$work/answer"
say assessment "$(jq -r '"\(.outcome), \(.amount_fen) fen"' "$work/answer")"

application=$(get "$caseworker" "/applications?dossier=$dossier" | jq -er '.items[0].id')
say application "$(get "$caseworker" "/applications/$application" | jq -r .number)"

for paper in written_application dossier_material approval_form admission_letter tuition_proof income_proof; do
  attach "$paper" >/dev/null
done
act "$caseworker" submit

today=$(get "$caseworker" "/applications/$application" | jq -r '.updated_at[:10]')
record "$caseworker" visits "{\"day\": \"$today\", \"visitors\": $visitors, \"manner\": \"in_person\", \"agrees\": true}"
say visit "two visitors on $today"
post "$county_caseworker" "/dossiers/$dossier/standing" "{\"deed\": \"confirm\", \"on\": \"$today\"}" \
  "$(get "$caseworker" "/dossiers/$dossier" | jq -er .version)" >"$work/answer"
say "on file" "$(jq -r .standing.status "$work/answer")"

scan=$(attach signature_scan)
record "$caseworker" signatures "{\"day\": \"$today\", \"signed\": true, \"sealed\": true, \"scan\": \"$scan\"}"
act "$head" sign

record "$caseworker" opinions "{\"from\": \"workplace\", \"day\": \"$today\", \"in_favour\": true}"
for consent in 'worker processing' 'worker publication' 'student processing'; do
  record "$caseworker" consents "{\"giver\": \"${consent% *}\", \"covers\": \"${consent#* }\",
    \"evidence\": {\"means\": \"code\", \"on\": \"$today\", \"reference\": \"短信平台0042\"}}"
done
post "$caseworker" /postings "{\"place\": \"厂区公告栏\", \"applications\": [
  {\"id\": \"$application\", \"version\": $(version)}]}" >"$work/answer"
last=$(jq -er .last_day "$work/answer")
say posted "$(jq -r .first_day "$work/answer") to $last"

next_day "$last"
act "$head" forward
act "$county" endorse

# The county declares whom it asks aid for; the centre receives the list when it lies there signed and sealed.
post "$county" /declarations "{\"campaign\": \"$(get "$county" "/applications/$application" | jq -er .campaign)\"}" >"$work/answer"
declaration=$(jq -er .id "$work/answer")
say declared "$(jq -r '"\(.cases) cases, \(.amount_fen) fen, late \(.late)"' "$work/answer")"
call "/declarations/$declaration/page.pdf" -H "Authorization: Bearer $county" >"$work/page.pdf"
test "$(head -c 5 "$work/page.pdf")" = %PDF-
call "/declarations/$declaration/receipt" -X POST -H "Authorization: Bearer $centre" -H 'If-Match: "1"' \
  -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" | jq -e '.state == "received"' >/dev/null

act "$city" approve

get "$city" "/applications/$application/assessment?recompute=true" >"$work/answer"
say decided "$(jq -r '"\(.assessment.outcome), \(.assessment.amount_fen) fen, recomputed the same: \(.same)"' "$work/answer")"
test "$(jq -r '.assessment.amount_fen, .same' "$work/answer" | xargs)" = "400000 true"

# The family is entered into the national system by one officer, and a list of that system brought by another says that it is there.
get "$county_caseworker" "/national-records?dossier=$dossier" | jq -e '.items[0]' >"$work/record"
number=NX640104009001
post "$county_caseworker" "/national-records/$(jq -r .id "$work/record")/entry" \
  "{\"number\": \"$number\", \"dossier_version\": $(jq -r .dossier_version "$work/record")}" \
  "$(jq -r .version "$work/record")" >/dev/null
printf '职工编号,姓名\n%s,%s\n' "$number" "$(jq -r .worker_name "$work/record")" >"$work/list.csv"
call /national-records/comparisons -X POST -H "Authorization: Bearer $county" -H 'Content-Type: text/csv' \
  -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" --data-binary "@$work/list.csv" >"$work/answer"
say national "$number, acknowledged $(jq -r .acknowledged "$work/answer") of $(jq -r .families "$work/answer")"
test "$(jq -r .acknowledged "$work/answer")" = 1

post "$centre" /postings "{\"kind\": \"final\", \"place\": \"市总工会公告栏\", \"applications\": [
  {\"id\": \"$application\", \"version\": $(version)}]}" >"$work/answer"
last=$(jq -er .last_day "$work/answer")
say "posted again" "the decided list, $(jq -r .first_day "$work/answer") to $last"
# Payments begin with the second phase of the campaign.
[[ "$last" > 2018-08-09 ]] || last=2018-08-09
next_day "$last"

campaign=$(get "$finance" "/applications/$application" | jq -er .campaign)
fund=$(post "$finance" /funds "{\"campaign\": \"$campaign\", \"source\": \"city\", \"name\": \"市级助学资金\",
  \"payee\": \"worker_card\", \"national_record_first\": true}" | jq -er .id)
post "$finance" "/funds/$fund/budget" \
  '{"change": "increase", "amount_fen": 50000000, "ground": "银财(社)发〔2018〕12号"}' 1 >/dev/null
post "$finance" "/funds/$fund/awards" '{}' >"$work/answer"
say funded "$(jq -r '"\(.funded | length) awards, \(.missing_fen) fen are missing"' "$work/answer")"

award=$(get "$finance" "/awards?application=$application" | jq -er '.items[0].id')
post "$finance" /payment-batches "{\"fund\": \"$fund\", \"awards\": [\"$award\"], \"payments\": 1,
  \"amount_fen\": 400000}" >"$work/answer"
batch=$(jq -er .id "$work/answer")
call "/payment-batches/$batch/approve" -X POST -H "Authorization: Bearer $second_finance" -H 'If-Match: "1"' \
  -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" >"$work/answer"
say "to be paid" "batch $(jq -r '"\(.number), \(.payments) payment, \(.amount_fen) fen, \(.state)"' "$work/answer")"
test "$(jq -r .state "$work/answer")" = approved

post "$finance" "/payment-batches/$batch/send" '{}' 2 >/dev/null
call "/payment-batches/$batch/bank-file" -X POST -H "Authorization: Bearer $finance" >"$work/bank.csv"
say "to the bank" "$(head -n 1 "$work/bank.csv" | tr -d '\r'), $(($(wc -l <"$work/bank.csv") - 2)) payment"
# The bank gives its file back with a column more.
tr -d '\r' <"$work/bank.csv" | awk 'NR == 1 {print $0 ",处理结果"; next} /合计/ {print $0 ","; next} {print $0 ",成功"}' >"$work/result.csv"
call "/payment-batches/$batch/result-file" -X POST -H "Authorization: Bearer $finance" -H 'Content-Type: text/csv' \
  -H 'If-Match: "3"' -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" --data-binary "@$work/result.csv" >"$work/answer"
paid=$(get "$finance" "/funds/$fund" | jq -er .balance.paid_fen)
say paid "batch $(jq -r .state "$work/answer"), $paid fen"
test "$paid" = 400000

post "$caseworker" "/awards/$award/receipts" '{"word": "received", "giver": "student", "means": "signature"}' >"$work/answer"
say received "$(jq -r '"by \(.giver), \(.means) on \(.on)"' "$work/answer")"
test "$(get "$caseworker" '/awards?paid=true&received=false' | jq '.items | length')" = 0

# The paper goes into the cabinet, and the list of those who were aided to the city.
post "$caseworker" "/applications/$application/filings" '{"number": "2018-助学-017"}' >"$work/answer"
call "/applications/$application/bundle" -X POST -H "Authorization: Bearer $caseworker" >"$work/bundle.zip"
test "$(head -c 2 "$work/bundle.zip")" = PK
call "/campaigns/$campaign/name-list" -X POST -H "Authorization: Bearer $city" -H 'Content-Type: application/json' \
  -d '{"form": "pdf", "paid": true}' >"$work/list.pdf"
test "$(head -c 5 "$work/list.pdf")" = %PDF-
say filed "$(jq -r .number "$work/answer"), a bundle of $(wc -c <"$work/bundle.zip") octets, a list of $(wc -c <"$work/list.pdf")"
test "$(get "$caseworker" "/awards?application=$application&filed=false" | jq '.items | length')" = 0
