"""The repository of submissions: returns as they were received, never changed, and a register of what came when.

`home` says where things are, `store` keeps bytes, `register` and `records` keep the register, `staging` makes landing
all or nothing, `calendar` lays what was received beside what was due.
"""
