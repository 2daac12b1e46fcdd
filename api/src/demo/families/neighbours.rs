//! Which unions and officers have the families beside those of the town? Small ones, some with one person only.
//!
//! 永宁县总工会 has no head, so that its desk is passed over; 开发区电子厂工会 has one person, so that the working
//! committee fills the head's seat.

use domain::access::Role::{Caseworker, Head};
use domain::union::UnionKind::{Grassroots, Street};

use super::super::town::{AccountRow, UnionRow};

/// The unions.
pub(in super::super) const UNIONS: &[UnionRow] = &[
    ("06WY01", "金凤物业服务公司工会", Grassroots, "640106"),
    ("21WY01", "望远镇工会", Street, "640121"),
    ("22RQ01", "贺兰乳品厂工会", Grassroots, "640122"),
    ("81YR01", "灵武羊绒厂工会", Grassroots, "640181"),
    ("JTYS01", "银川公路运输公司工会", Grassroots, "6401JT"),
];

/// The accounts, each with an officer of its own.
pub(in super::super) const ACCOUNTS: &[AccountRow] = &[
    ("caseworker.04yg01", "白玉兰", Caseworker, "04YG01"),
    ("head.04yg01", "冯立军", Head, "04YG01"),
    ("caseworker.05jx01", "田小军", Caseworker, "05JX01"),
    ("head.05jx01", "何永福", Head, "05JX01"),
    ("caseworker.640105", "余海燕", Caseworker, "640105"),
    ("head.640105", "沙建国", Head, "640105"),
    ("caseworker.06wy01", "苏晓梅", Caseworker, "06WY01"),
    ("head.06wy01", "金学文", Head, "06WY01"),
    ("caseworker.640106", "海涛", Caseworker, "640106"),
    ("head.640106", "穆秀琴", Head, "640106"),
    ("caseworker.21wy01", "谢文斌", Caseworker, "21WY01"),
    ("head.21wy01", "高淑珍", Head, "21WY01"),
    ("caseworker.640121", "朱强", Caseworker, "640121"),
    ("caseworker.22rq01", "陆春梅", Caseworker, "22RQ01"),
    ("head.22rq01", "蒋志国", Head, "22RQ01"),
    ("head.640122", "丁立新", Head, "640122"),
    ("caseworker.81yr01", "马少华", Caseworker, "81YR01"),
    ("head.81yr01", "杨金宝", Head, "81YR01"),
    ("caseworker.640181", "黑梅", Caseworker, "640181"),
    ("head.640181", "王学义", Head, "640181"),
    ("caseworker.jkdz01", "罗小丽", Caseworker, "JKDZ01"),
    ("caseworker.6401jk", "刘芳", Caseworker, "6401JK"),
    ("head.6401jk", "陈国强", Head, "6401JK"),
    ("caseworker.jyzx01", "孙丽娟", Caseworker, "JYZX01"),
    ("head.jyzx01", "许建平", Head, "JYZX01"),
    ("head.6401jy", "刘振华", Head, "6401JY"),
    ("caseworker.jtys01", "郭凤", Caseworker, "JTYS01"),
    ("head.jtys01", "石磊", Head, "JTYS01"),
    ("head.6401jt", "唐志刚", Head, "6401JT"),
    ("caseworker.6401gj", "韩冬梅", Caseworker, "6401GJ"),
    ("head.6401gj", "吕卫东", Head, "6401GJ"),
    ("caseworker.6401rl", "曹燕", Caseworker, "6401RL"),
    ("head.6401rl", "龚建民", Head, "6401RL"),
];
