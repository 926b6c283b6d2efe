-- Title:  Requests, assessments and reviews, with the long term support of the person
-- Grain:  one row per event
-- Source: dashboard tables methodology, section 3. Long term support counts where it was open on the day the event
--         started, whoever it was for; support that ended before the twelve months is not seen.

WITH supported AS (
    SELECT DISTINCT m.record_id
    FROM main_single AS m
    INNER JOIN main_single AS s
        ON s.la_code = m.la_code
        AND s.person_id = m.person_id
        AND s.event_type = 'Service'
        AND s.service_type_group = 'Long term support'
        AND s.event_start <= m.event_start
        AND (s.event_end >= m.event_start OR s.event_end IS NULL)
    WHERE m.event_type IN ('Request', 'Assessment', 'Review')
)

SELECT
    m.la_code,
    m.person_id,
    m.event_type,
    m.client_type,
    m.gender,
    m.ethnicity,
    m.primary_support_reason,
    m.event_start,
    m.event_end,
    m.outcome,
    m.outcome_group,
    m.route_of_access,
    m.assessment_type,
    m.eligible_needs_identified,
    m.conversation,
    m.review_reason,
    m.review_type,
    m.review_outcomes_achieved,
    m.age_band,
    m.working_age_band,
    CASE WHEN s.record_id IS NOT NULL THEN 'Yes' ELSE 'No' END AS has_long_term_support
FROM main_single AS m
LEFT JOIN supported AS s ON s.record_id = m.record_id
WHERE m.event_type IN ('Request', 'Assessment', 'Review')
