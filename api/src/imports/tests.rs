//! Is any file read to its end, whatever stands in it? Families, or faults at their cells.

use std::ops::ControlFlow;

use domain::application::enrolment::Enrolment;
use domain::edition::Edition;
use serde_json::json;

use super::cell::Choices;
use super::family::Family;
use super::rows::each_family;
use crate::body::parse;
use crate::dossiers::HouseholdForm;

/// A file of two families.
pub(crate) const SAMPLE: &str = "户号,姓名,与职工关系,身份证号,性别,共同生活,工资性收入(元),学年学费(元),工会助学金(元),助学金日期,职工类别,次要致困原因,申请救助,院校代码,录取年份\n\
1,马建国,本人,640104197405121014,男,是,\"24,000.00\",,0,,困难农民工,子女上学、其他,,,\n\
,马小兰,长女,640106199908201026,女,是,,5000,1000,2018年1月20日,,,是,4164010749 宁夏大学,2018\n\
2,丁国强,户主,6.40104197405121E+17,男,也许,三万,,,,困难职工,,,,\n";

/// Whether the families of a file are read, and one of them is as it is entered.
pub(crate) fn is_file(octets: &[u8]) -> bool {
    let aid = Edition::shipped_2018().unwrap().aid;
    let choices = Choices::on("2018-07-30".parse().unwrap()).unwrap();
    let mut sound = false;
    let read = each_family(octets, |headings, rows| {
        let family = Family::read(&rows, headings, &choices, &aid);
        let household = parse::<HouseholdForm>(family.household(None).to_string().as_bytes());
        let enrolled = family
            .applications
            .iter()
            .all(|case| parse::<Enrolment>(case.enrolment.to_string().as_bytes()).is_ok());
        if let Err(problem) = &household {
            assert!(problem.wrongs().iter().all(|wrong| family.at_cell(wrong).row >= family.row));
        }
        sound |= household.is_ok() && enrolled && family.faults().is_empty();
        ControlFlow::Continue(())
    });
    read.is_ok() && sound
}

#[test]
fn rows_become_the_forms_that_a_family_is_entered_with() {
    let aid = Edition::shipped_2018().unwrap().aid;
    let choices = Choices::on("2018-07-30".parse().unwrap()).unwrap();
    let mut families = Vec::new();
    each_family(SAMPLE.as_bytes(), |headings, rows| {
        families.push(Family::read(&rows, headings, &choices, &aid));
        ControlFlow::Continue(())
    })
    .unwrap();
    let [first, second] = &families[..] else { panic!("{}", families.len()) };
    let form = first.household(None);
    assert_eq!((first.row, first.rows, &form["worker"]), (2, 2, &json!(1)));
    assert_eq!(
        form["incomes"],
        json!([{"member": 1, "kind": "wage", "months": {"from": "2017-07", "to": "2018-06"}, "amount_fen": 2_400_000}])
    );
    assert_eq!(form["tuition"], json!([{"member": 2, "school_year": 2018, "amount_fen": 500_000}]));
    assert_eq!(form["union_aid"], json!([{"member": 2, "received_on": "2018-01-20", "amount_fen": 100_000}]));
    assert_eq!(form["other_causes"], json!(["9", "10"]));
    let school = json!({"scheme": "moe", "code": "4164010749"});
    assert_eq!(form["members"][1]["education"], json!({"school": school, "admission_year": 2018}));
    assert_eq!(
        first.applications[0].enrolment,
        json!({"member": 2, "school": school, "admission_year": 2018})
    );
    let told: Vec<(u32, Option<&str>)> =
        second.faults().iter().map(|fault| (fault.row, fault.column.as_deref())).collect();
    assert_eq!(told, [(4, Some("身份证号")), (4, Some("共同生活")), (4, Some("工资性收入(元)"))]);
}
