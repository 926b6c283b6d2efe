-- Title:  Values without a mapping
-- Grain:  one row per field and value as submitted, without regard to case and trailing spaces
-- Source: main tables methodology, step E5 (every filled value without a mapping is reported; processing goes on)

WITH in_period AS (
    SELECT e.*
    FROM events_in_period AS p
    INNER JOIN events AS e ON e.record_id = p.record_id
),

unmapped AS (
    SELECT 'client_type' AS field, e.client_type AS value, e.client_type_folded AS value_folded
    FROM in_period AS e LEFT JOIN client_type_mapping AS m ON m.raw_value_folded = e.client_type_folded
    WHERE e.client_type_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'request_route_of_access' AS field, e.request_route_of_access AS value, e.request_route_of_access_folded AS value_folded
    FROM in_period AS e LEFT JOIN request_route_of_access_mapping AS m ON m.raw_value_folded = e.request_route_of_access_folded
    WHERE e.request_route_of_access_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'assessment_type' AS field, e.assessment_type AS value, e.assessment_type_folded AS value_folded
    FROM in_period AS e LEFT JOIN assessment_type_mapping AS m ON m.raw_value_folded = e.assessment_type_folded
    WHERE e.assessment_type_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'service_type' AS field, e.service_type AS value, e.service_type_folded AS value_folded
    FROM in_period AS e LEFT JOIN service_type_mapping AS m ON m.raw_value_folded = e.service_type_folded
    WHERE e.service_type_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'service_component' AS field, e.service_component AS value, e.service_component_folded AS value_folded
    FROM in_period AS e LEFT JOIN service_component_mapping AS m ON m.raw_value_folded = e.service_component_folded
    WHERE e.service_component_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'delivery_mechanism' AS field, e.delivery_mechanism AS value, e.delivery_mechanism_folded AS value_folded
    FROM in_period AS e LEFT JOIN delivery_mechanism_mapping AS m ON m.raw_value_folded = e.delivery_mechanism_folded
    WHERE e.delivery_mechanism_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'review_reason' AS field, e.review_reason AS value, e.review_reason_folded AS value_folded
    FROM in_period AS e LEFT JOIN review_reason_mapping AS m ON m.raw_value_folded = e.review_reason_folded
    WHERE e.review_reason_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'event_outcome' AS field, e.event_outcome AS value, e.event_outcome_folded AS value_folded
    FROM in_period AS e LEFT JOIN event_outcome_mapping AS m ON m.raw_value_folded = e.event_outcome_folded
    WHERE e.event_outcome_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'primary_support_reason' AS field, e.primary_support_reason AS value, e.primary_support_reason_folded AS value_folded
    FROM in_period AS e LEFT JOIN primary_support_reason_mapping AS m ON m.raw_value_folded = e.primary_support_reason_folded
    WHERE e.primary_support_reason_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'gender' AS field, e.gender AS value, e.gender_folded AS value_folded
    FROM in_period AS e LEFT JOIN gender_mapping AS m ON m.raw_value_folded = e.gender_folded
    WHERE e.gender_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'ethnicity' AS field, e.ethnicity AS value, e.ethnicity_folded AS value_folded
    FROM in_period AS e LEFT JOIN ethnicity_mapping AS m ON m.raw_value_folded = e.ethnicity_folded
    WHERE e.ethnicity_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'accommodation_status' AS field, e.accommodation_status AS value, e.accommodation_status_folded AS value_folded
    FROM in_period AS e LEFT JOIN accommodation_status_mapping AS m ON m.raw_value_folded = e.accommodation_status_folded
    WHERE e.accommodation_status_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'client_funding_status' AS field, e.client_funding_status AS value, e.client_funding_status_folded AS value_folded
    FROM in_period AS e LEFT JOIN client_funding_status_mapping AS m ON m.raw_value_folded = e.client_funding_status_folded
    WHERE e.client_funding_status_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'employment_status' AS field, e.employment_status AS value, e.employment_status_folded AS value_folded
    FROM in_period AS e LEFT JOIN employment_status_mapping AS m ON m.raw_value_folded = e.employment_status_folded
    WHERE e.employment_status_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'visual_impairment' AS field, e.visual_impairment AS value, e.visual_impairment_folded AS value_folded
    FROM in_period AS e LEFT JOIN visual_impairment_mapping AS m ON m.raw_value_folded = e.visual_impairment_folded
    WHERE e.visual_impairment_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'hearing_impairment' AS field, e.hearing_impairment AS value, e.hearing_impairment_folded AS value_folded
    FROM in_period AS e LEFT JOIN hearing_impairment_mapping AS m ON m.raw_value_folded = e.hearing_impairment_folded
    WHERE e.hearing_impairment_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'method_of_assessment' AS field, e.method_of_assessment AS value, e.method_of_assessment_folded AS value_folded
    FROM in_period AS e LEFT JOIN method_of_assessment_mapping AS m ON m.raw_value_folded = e.method_of_assessment_folded
    WHERE e.method_of_assessment_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'method_of_review' AS field, e.method_of_review AS value, e.method_of_review_folded AS value_folded
    FROM in_period AS e LEFT JOIN method_of_review_mapping AS m ON m.raw_value_folded = e.method_of_review_folded
    WHERE e.method_of_review_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'review_outcomes_achieved' AS field, e.review_outcomes_achieved AS value, e.review_outcomes_achieved_folded AS value_folded
    FROM in_period AS e LEFT JOIN review_outcomes_achieved_mapping AS m ON m.raw_value_folded = e.review_outcomes_achieved_folded
    WHERE e.review_outcomes_achieved_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'total_hrs_caring_per_week' AS field, e.total_hrs_caring_per_week AS value, e.total_hrs_caring_per_week_folded AS value_folded
    FROM in_period AS e LEFT JOIN total_hrs_caring_per_week_mapping AS m ON m.raw_value_folded = e.total_hrs_caring_per_week_folded
    WHERE e.total_hrs_caring_per_week_folded IS NOT NULL AND m.raw_value_folded IS NULL
    UNION ALL
    SELECT 'cost_frequency_unit_type' AS field, e.cost_frequency_unit_type AS value, e.cost_frequency_unit_type_folded AS value_folded
    FROM in_period AS e LEFT JOIN cost_frequency_unit_type_mapping AS m ON m.raw_value_folded = e.cost_frequency_unit_type_folded
    WHERE e.cost_frequency_unit_type_folded IS NOT NULL AND m.raw_value_folded IS NULL
)

SELECT field, min(value) AS value, count(*) AS events
FROM unmapped
GROUP BY field, value_folded
