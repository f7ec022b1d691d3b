"""The fields of a guide by their names in both languages, and the words of its choices."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """A word in both languages."""

    name: str
    name_en: str


@dataclass(frozen=True)
class Field:
    """A field of a guide: its attribute, its name, and whether a published guide must fill it."""

    code: str
    name: str
    name_en: str
    is_mandatory: bool = True
    has_english: bool = False


FIELDS = (
    Field("summary", "一句话说明", "In short", has_english=True),
    Field("category", "类别", "Category"),
    Field("kind", "办件类型", "Kind"),
    Field("official_code", "官方事项编码", "Official item code", is_mandatory=False),
    Field("authority", "办理机关", "Authority", has_english=True),
    Field("audience", "服务对象", "For whom", has_english=True),
    Field("conditions", "申请条件", "Conditions"),
    Field("situations", "办理情形", "Situations", is_mandatory=False),
    Field("materials", "申请材料", "What to bring"),
    Field("steps", "办理步骤", "Steps"),
    Field("special_steps", "特别程序", "Special steps", is_mandatory=False),
    Field("statutory_limit", "法定时限", "Statutory limit"),
    Field("promised_limit", "承诺时限", "Promised limit"),
    Field("fee", "收费", "Fee"),
    Field("result", "办理结果", "What you receive", has_english=True),
    Field("place", "办理地点", "Where", has_english=True),
    Field("hours", "办理时间", "When", has_english=True),
    Field("window", "办理窗口", "Window", has_english=True),
    Field("visits", "最多跑几次", "Visits needed"),
    Field("online_link", "网上办理", "Online", is_mandatory=False),
    Field("consult_phone", "咨询电话", "Phone for questions"),
    Field("complaint_phone", "投诉电话", "Phone for complaints"),
    Field("quota", "数量限制", "Quota", is_mandatory=False, has_english=True),
    Field("publicity", "公示", "Public notice", is_mandatory=False),
    Field("bases", "法律依据", "Legal basis"),
    Field("faq", "常见问题", "Questions people ask", is_mandatory=False),
    Field("source", "资料来源", "Source", has_english=True),
    Field("source_date", "来源日期", "Date of the source"),
    Field("reviewed_on", "核对日期", "Checked on"),
    Field("being_verified", "正在核实", "Being verified", is_mandatory=False),
)
BY_CODE = {field.code: field for field in FIELDS}
# What cannot be left open: without it nobody knows what the guide is, or how far to trust it.
NEVER_OPEN = {"summary", "category", "kind", "source", "reviewed_on", "being_verified"}
CAN_BE_OPEN = tuple(field.code for field in FIELDS if field.code not in NEVER_OPEN)

WORDS = {
    "not_said": Word("原件或复印件正在核实", "original or copy: being verified"),
    "original": Word("原件", "original"),
    "copy": Word("复印件", "copy"),
    "original_and_copy": Word("原件和复印件", "original and copy"),
    "electronic": Word("电子件", "electronic"),
    "work": Word("工作日", "working days"),
    "calendar": Word("日（自然日）", "calendar days"),
    "on_the_spot": Word("当场办理", "done on the spot"),
    "promised": Word("承诺时限内办理", "done within a promised time"),
    "enquiry": Word("咨询", "enquiry"),
    "certificate": Word("办证", "certificate"),
    "allowance": Word("补贴救助", "allowance"),
    "registration": Word("登记", "registration"),
    "housing": Word("住房", "housing"),
    "insurance": Word("社会保险", "social insurance"),
    "dispute": Word("调解", "mediation"),
    "can_be_shared": Word("可由部门核查", "can be looked up"),
    "is_brought": Word("自己带", "to bring"),
    "is_counted": Word("计入时限", "counts within the limit"),
    "is_being_verified": Word("正在核实", "being verified"),
    "are_minors_excepted": Word("未成年人除外", "minors excepted"),
}
