-- Title:  Assessments
-- Grain:  one row per person and everything shown of the event; `events` counts those that are alike
-- Source: dashboard tables methodology, section 3

SELECT
    r.period_start,
    r.period_end,
    e.la_code,
    e.person_id,
    e.client_type,
    e.gender,
    e.ethnicity,
    e.primary_support_reason,
    e.event_start,
    e.event_end,
    e.outcome,
    e.outcome_group,
    e.assessment_type,
    e.eligible_needs_identified,
    e.conversation,
    e.age_band,
    e.working_age_band,
    e.has_long_term_support,
    count(*) AS events
FROM requests_assessments_reviews AS e
CROSS JOIN run AS r
WHERE e.event_type = 'Assessment'
GROUP BY
    r.period_start,
    r.period_end,
    e.la_code,
    e.person_id,
    e.client_type,
    e.gender,
    e.ethnicity,
    e.primary_support_reason,
    e.event_start,
    e.event_end,
    e.outcome,
    e.outcome_group,
    e.assessment_type,
    e.eligible_needs_identified,
    e.conversation,
    e.age_band,
    e.working_age_band,
    e.has_long_term_support
