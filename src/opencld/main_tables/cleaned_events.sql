-- Title:  Cleaned events
-- Grain:  one row per unique event
-- Source: main tables methodology, steps E1 and E5 (mapping to Release 2 values) and E4 (age bands). A value without a mapping
--         stays unknown (NULL); `unmapped_values` lists it.

SELECT
    e.la_code,
    u.record_id,
    e.submission_id,
    s.imported_at,
    u.person_id,
    e.la_person_id,
    u.event_id,
    coalesce(t.cleaned_value, e.event_type) AS event_type,
    e.client_type AS client_type_submitted,
    client_type.cleaned_value AS client_type,
    e.event_start,
    e.event_end AS event_end_submitted,
    u.event_end,
    request_route_of_access.cleaned_value AS route_of_access,
    assessment_type.cleaned_value AS assessment_type,
    service_type.cleaned_value AS service_type,
    service_type.group_value AS service_type_group,
    service_component.cleaned_value AS service_component,
    delivery_mechanism.cleaned_value AS delivery_mechanism,
    review_reason.cleaned_value AS review_reason,
    CASE
        WHEN e.event_type_folded NOT LIKE '%REVIEW%' THEN NULL
        WHEN e.event_type_folded = 'REVIEW' AND e.review_reason IS NULL THEN NULL
        WHEN e.event_type_folded = 'REVIEW' AND review_reason.cleaned_value LIKE 'Unplanned%' THEN 'Unplanned'
        WHEN e.event_type_folded = 'REVIEW' AND review_reason.cleaned_value LIKE 'Planned%'
            THEN 'Planned review of long term support'
        WHEN review_reason.cleaned_value = 'Review of short term support' THEN 'Review of short term support'
        ELSE 'Review Type Unknown'
    END AS review_type,
    event_outcome.cleaned_value AS outcome,
    u.outcome_rank,
    event_outcome.group_value AS outcome_group,
    primary_support_reason.cleaned_value AS primary_support_reason,
    gender.cleaned_value AS gender,
    ethnicity.cleaned_value AS ethnicity,
    ethnicity.group_value AS ethnicity_group,
    accommodation_status.cleaned_value AS accommodation_status,
    client_funding_status.cleaned_value AS funding_status,
    employment_status.cleaned_value AS employment_status,
    visual_impairment.cleaned_value AS visual_impairment,
    hearing_impairment.cleaned_value AS hearing_impairment,
    method_of_assessment.cleaned_value AS method_of_assessment,
    method_of_review.cleaned_value AS method_of_review,
    review_outcomes_achieved.cleaned_value AS review_outcomes_achieved,
    total_hrs_caring_per_week.cleaned_value AS hours_caring,
    cost_frequency_unit_type.cleaned_value AS cost_frequency,
    e.eligible_needs_identified,
    e.has_unpaid_carer,
    e.has_unpaid_carer_folded,
    e.autism_spectrum_disorder_asd,
    e.dementia,
    e.adults_cared_for,
    e.linked_person_1,
    e.linked_person_2,
    e.linked_person_3,
    e.date_of_death,
    e.birth_year,
    e.birth_month,
    e.age_at_event_start,
    u.age,
    CASE
        WHEN u.age IS NULL THEN 'Unknown'
        WHEN u.age < 18 THEN 'Under 18'
        WHEN u.age < 25 THEN '18 to 24'
        WHEN u.age < 45 THEN '25 to 44'
        WHEN u.age < 65 THEN '45 to 64'
        WHEN u.age < 75 THEN '65 to 74'
        WHEN u.age < 85 THEN '75 to 84'
        WHEN u.age < 95 THEN '85 to 94'
        ELSE '95 and above'
    END AS age_band,
    CASE
        WHEN u.age IS NULL THEN 'Unknown'
        WHEN u.age < 18 THEN 'Under 18'
        WHEN u.age < 65 THEN '18 to 64'
        ELSE '65 and above'
    END AS working_age_band,
    e.conversation,
    e.postcode_district,
    e.gp_practice_code,
    e.provider_cqc_location_id,
    e.unit_cost,
    e.planned_units_per_week,
    u.period_start,
    u.period_end
FROM unique_events AS u
INNER JOIN events AS e ON e.record_id = u.record_id
INNER JOIN submissions AS s ON s.submission_id = e.submission_id
LEFT JOIN event_type_mapping AS t ON t.raw_value_folded = e.event_type_folded
LEFT JOIN client_type_mapping AS client_type ON client_type.raw_value_folded = e.client_type_folded
LEFT JOIN request_route_of_access_mapping AS request_route_of_access ON request_route_of_access.raw_value_folded = e.request_route_of_access_folded
LEFT JOIN assessment_type_mapping AS assessment_type ON assessment_type.raw_value_folded = e.assessment_type_folded
LEFT JOIN service_type_mapping AS service_type ON service_type.raw_value_folded = e.service_type_folded
LEFT JOIN service_component_mapping AS service_component ON service_component.raw_value_folded = e.service_component_folded
LEFT JOIN delivery_mechanism_mapping AS delivery_mechanism ON delivery_mechanism.raw_value_folded = e.delivery_mechanism_folded
LEFT JOIN review_reason_mapping AS review_reason ON review_reason.raw_value_folded = e.review_reason_folded
LEFT JOIN event_outcome_mapping AS event_outcome ON event_outcome.raw_value_folded = e.event_outcome_folded
LEFT JOIN primary_support_reason_mapping AS primary_support_reason ON primary_support_reason.raw_value_folded = e.primary_support_reason_folded
LEFT JOIN gender_mapping AS gender ON gender.raw_value_folded = e.gender_folded
LEFT JOIN ethnicity_mapping AS ethnicity ON ethnicity.raw_value_folded = e.ethnicity_folded
LEFT JOIN accommodation_status_mapping AS accommodation_status ON accommodation_status.raw_value_folded = e.accommodation_status_folded
LEFT JOIN client_funding_status_mapping AS client_funding_status ON client_funding_status.raw_value_folded = e.client_funding_status_folded
LEFT JOIN employment_status_mapping AS employment_status ON employment_status.raw_value_folded = e.employment_status_folded
LEFT JOIN visual_impairment_mapping AS visual_impairment ON visual_impairment.raw_value_folded = e.visual_impairment_folded
LEFT JOIN hearing_impairment_mapping AS hearing_impairment ON hearing_impairment.raw_value_folded = e.hearing_impairment_folded
LEFT JOIN method_of_assessment_mapping AS method_of_assessment ON method_of_assessment.raw_value_folded = e.method_of_assessment_folded
LEFT JOIN method_of_review_mapping AS method_of_review ON method_of_review.raw_value_folded = e.method_of_review_folded
LEFT JOIN review_outcomes_achieved_mapping AS review_outcomes_achieved ON review_outcomes_achieved.raw_value_folded = e.review_outcomes_achieved_folded
LEFT JOIN total_hrs_caring_per_week_mapping AS total_hrs_caring_per_week ON total_hrs_caring_per_week.raw_value_folded = e.total_hrs_caring_per_week_folded
LEFT JOIN cost_frequency_unit_type_mapping AS cost_frequency_unit_type ON cost_frequency_unit_type.raw_value_folded = e.cost_frequency_unit_type_folded
