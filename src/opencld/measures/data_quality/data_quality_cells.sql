-- Title:  Results of cells, counted
-- Grain:  one row per local authority, field, result, and value where the field has a defined list
-- Source: dashboard tables methodology, section 6: of the records kept in the main table; all fields but the names. Values
--         as submitted are shown of defined lists only, for others may hold what belongs to a person.

WITH kept AS (
    SELECT e.*
    FROM main_single AS m
    INNER JOIN events AS e ON e.record_id = m.record_id
),

counted AS (
    SELECT e.la_code, 'la_code' AS field, e.la_code_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.la_code_result
    UNION ALL
    SELECT e.la_code, 'reporting_period_start_date' AS field, e.reporting_period_start_date_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.reporting_period_start_date_result
    UNION ALL
    SELECT e.la_code, 'reporting_period_end_date' AS field, e.reporting_period_end_date_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.reporting_period_end_date_result
    UNION ALL
    SELECT e.la_code, 'nhs_number' AS field, e.nhs_number_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.nhs_number_result
    UNION ALL
    SELECT e.la_code, 'la_person_unique_identifier' AS field, e.la_person_unique_identifier_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.la_person_unique_identifier_result
    UNION ALL
    SELECT e.la_code, 'gp_practice_code' AS field, e.gp_practice_code_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.gp_practice_code_result
    UNION ALL
    SELECT e.la_code, 'gender' AS field, e.gender_result AS result, e.gender AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.gender_result, e.gender
    UNION ALL
    SELECT e.la_code, 'ethnicity' AS field, e.ethnicity_result AS result, e.ethnicity AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.ethnicity_result, e.ethnicity
    UNION ALL
    SELECT e.la_code, 'date_of_birth' AS field, e.date_of_birth_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.date_of_birth_result
    UNION ALL
    SELECT e.la_code, 'date_of_death' AS field, e.date_of_death_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.date_of_death_result
    UNION ALL
    SELECT e.la_code, 'client_type' AS field, e.client_type_result AS result, e.client_type AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.client_type_result, e.client_type
    UNION ALL
    SELECT e.la_code, 'primary_support_reason' AS field, e.primary_support_reason_result AS result, e.primary_support_reason AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.primary_support_reason_result, e.primary_support_reason
    UNION ALL
    SELECT e.la_code, 'postcode' AS field, e.postcode_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.postcode_result
    UNION ALL
    SELECT e.la_code, 'accommodation_status' AS field, e.accommodation_status_result AS result, e.accommodation_status AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.accommodation_status_result, e.accommodation_status
    UNION ALL
    SELECT e.la_code, 'employment_status' AS field, e.employment_status_result AS result, e.employment_status AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.employment_status_result, e.employment_status
    UNION ALL
    SELECT e.la_code, 'has_unpaid_carer' AS field, e.has_unpaid_carer_result AS result, e.has_unpaid_carer AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.has_unpaid_carer_result, e.has_unpaid_carer
    UNION ALL
    SELECT e.la_code, 'autism_spectrum_disorder_asd' AS field, e.autism_spectrum_disorder_asd_result AS result, e.autism_spectrum_disorder_asd AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.autism_spectrum_disorder_asd_result, e.autism_spectrum_disorder_asd
    UNION ALL
    SELECT e.la_code, 'visual_impairment' AS field, e.visual_impairment_result AS result, e.visual_impairment AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.visual_impairment_result, e.visual_impairment
    UNION ALL
    SELECT e.la_code, 'hearing_impairment' AS field, e.hearing_impairment_result AS result, e.hearing_impairment AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.hearing_impairment_result, e.hearing_impairment
    UNION ALL
    SELECT e.la_code, 'dementia' AS field, e.dementia_result AS result, e.dementia AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.dementia_result, e.dementia
    UNION ALL
    SELECT e.la_code, 'client_funding_status' AS field, e.client_funding_status_result AS result, e.client_funding_status AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.client_funding_status_result, e.client_funding_status
    UNION ALL
    SELECT e.la_code, 'event_type' AS field, e.event_type_result AS result, e.event_type AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.event_type_result, e.event_type
    UNION ALL
    SELECT e.la_code, 'event_reference' AS field, e.event_reference_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.event_reference_result
    UNION ALL
    SELECT e.la_code, 'event_start_date' AS field, e.event_start_date_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.event_start_date_result
    UNION ALL
    SELECT e.la_code, 'event_end_date' AS field, e.event_end_date_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.event_end_date_result
    UNION ALL
    SELECT e.la_code, 'event_description' AS field, e.event_description_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.event_description_result
    UNION ALL
    SELECT e.la_code, 'event_outcome' AS field, e.event_outcome_result AS result, e.event_outcome AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.event_outcome_result, e.event_outcome
    UNION ALL
    SELECT e.la_code, 'request_route_of_access' AS field, e.request_route_of_access_result AS result, e.request_route_of_access AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.request_route_of_access_result, e.request_route_of_access
    UNION ALL
    SELECT e.la_code, 'assessment_type' AS field, e.assessment_type_result AS result, e.assessment_type AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.assessment_type_result, e.assessment_type
    UNION ALL
    SELECT e.la_code, 'eligible_needs_identified' AS field, e.eligible_needs_identified_result AS result, e.eligible_needs_identified AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.eligible_needs_identified_result, e.eligible_needs_identified
    UNION ALL
    SELECT e.la_code, 'method_of_assessment' AS field, e.method_of_assessment_result AS result, e.method_of_assessment AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.method_of_assessment_result, e.method_of_assessment
    UNION ALL
    SELECT e.la_code, 'total_hrs_caring_per_week' AS field, e.total_hrs_caring_per_week_result AS result, e.total_hrs_caring_per_week AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.total_hrs_caring_per_week_result, e.total_hrs_caring_per_week
    UNION ALL
    SELECT e.la_code, 'no_of_adults_being_cared_for' AS field, e.no_of_adults_being_cared_for_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.no_of_adults_being_cared_for_result
    UNION ALL
    SELECT e.la_code, 'adult_1_linked_person_id' AS field, e.adult_1_linked_person_id_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.adult_1_linked_person_id_result
    UNION ALL
    SELECT e.la_code, 'adult_2_linked_person_id' AS field, e.adult_2_linked_person_id_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.adult_2_linked_person_id_result
    UNION ALL
    SELECT e.la_code, 'adult_3_linked_person_id' AS field, e.adult_3_linked_person_id_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.adult_3_linked_person_id_result
    UNION ALL
    SELECT e.la_code, 'service_type' AS field, e.service_type_result AS result, e.service_type AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.service_type_result, e.service_type
    UNION ALL
    SELECT e.la_code, 'service_component' AS field, e.service_component_result AS result, e.service_component AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.service_component_result, e.service_component
    UNION ALL
    SELECT e.la_code, 'delivery_mechanism' AS field, e.delivery_mechanism_result AS result, e.delivery_mechanism AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.delivery_mechanism_result, e.delivery_mechanism
    UNION ALL
    SELECT e.la_code, 'provider_cqc_location_id' AS field, e.provider_cqc_location_id_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.provider_cqc_location_id_result
    UNION ALL
    SELECT e.la_code, 'review_reason' AS field, e.review_reason_result AS result, e.review_reason AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.review_reason_result, e.review_reason
    UNION ALL
    SELECT e.la_code, 'review_outcomes_achieved' AS field, e.review_outcomes_achieved_result AS result, e.review_outcomes_achieved AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.review_outcomes_achieved_result, e.review_outcomes_achieved
    UNION ALL
    SELECT e.la_code, 'method_of_review' AS field, e.method_of_review_result AS result, e.method_of_review AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.method_of_review_result, e.method_of_review
    UNION ALL
    SELECT e.la_code, 'unit_cost' AS field, e.unit_cost_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.unit_cost_result
    UNION ALL
    SELECT e.la_code, 'cost_frequency_unit_type' AS field, e.cost_frequency_unit_type_result AS result, e.cost_frequency_unit_type AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.cost_frequency_unit_type_result, e.cost_frequency_unit_type
    UNION ALL
    SELECT e.la_code, 'planned_units_per_week' AS field, e.planned_units_per_week_result AS result, NULL AS value, count(*) AS cells
    FROM kept AS e
    GROUP BY e.la_code, e.planned_units_per_week_result
)

SELECT la_code, field, result, value, cells
FROM counted
