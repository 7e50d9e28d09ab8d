"""Open Referral UK 3.0 (HSDS-UK 3.0), read side: what is public here, for other programs.

`shapes` says what each answer looks like and `parameters` what may be asked; addresses, checks
and the OpenAPI document all come from those two tables and `endpoints`.
"""
