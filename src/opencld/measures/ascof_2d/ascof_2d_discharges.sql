-- Title:  Discharges from hospital that reablement might follow
-- Grain:  one row per hospital stay of a person of 65 or older, discharged in the period
-- Source: ASCOF 2D methodology, section 3. Codes are those of the NHS data dictionary, compared as text; where one is
--         missing the stay does not count. `hospital_exclusions` lists those that take a stay out.

WITH excluded_admissions AS (
    SELECT code
    FROM hospital_exclusions
    WHERE field = 'admission_method'
),

excluded_discharges AS (
    SELECT code
    FROM hospital_exclusions
    WHERE field = 'discharge_method'
),

excluded_destinations AS (
    SELECT code
    FROM hospital_exclusions
    WHERE field = 'discharge_destination'
),

excluded_functions AS (
    SELECT code
    FROM hospital_exclusions
    WHERE field = 'treatment_function'
),

stays AS (
    SELECT DISTINCT
        h.nhs_number AS person_id,
        h.spell_id,
        h.admission_date,
        h.discharge_date,
        h.lsoa_2011,
        h.sex,
        whole_years(make_date(h.birth_year, h.birth_month, 1), h.discharge_date) AS age
    FROM hospital_spells AS h
    CROSS JOIN run AS r
    LEFT JOIN excluded_admissions AS a ON a.code = h.admission_method
    LEFT JOIN excluded_discharges AS d ON d.code = h.discharge_method
    LEFT JOIN excluded_destinations AS t ON t.code = h.discharge_destination
    LEFT JOIN excluded_functions AS f ON f.code = h.treatment_function
    WHERE h.last_episode = 1
        AND h.nhs_number IS NOT NULL
        AND h.admission_date >= r.joined_start
        AND h.admission_date < h.discharge_date
        AND h.discharge_date >= r.period_start
        AND h.discharge_date <= r.period_end
        AND h.admission_method IS NOT NULL
        AND a.code IS NULL
        AND h.discharge_method IS NOT NULL
        AND d.code IS NULL
        AND h.discharge_destination IS NOT NULL
        AND t.code IS NULL
        AND f.code IS NULL
        AND h.treatment_function NOT LIKE '65%'
        AND h.treatment_function NOT LIKE '7%'
),

institutional AS (
    SELECT DISTINCT s.person_id, s.admission_date
    FROM stays AS s
    INNER JOIN ascof_2d_long_term_support AS l
        ON l.person_id = s.person_id AND l.event_start <= s.admission_date AND l.event_end >= s.admission_date
    WHERE l.service_type <> 'Long term support: Community'
),

in_community AS (
    SELECT DISTINCT s.person_id, s.admission_date
    FROM stays AS s
    INNER JOIN ascof_2d_long_term_support AS l
        ON l.person_id = s.person_id AND l.event_start <= s.admission_date AND l.event_end >= s.admission_date
    WHERE l.service_type = 'Long term support: Community'
)

SELECT
    s.person_id,
    s.spell_id,
    s.admission_date,
    s.discharge_date,
    k.utla_code AS residence,
    CASE WHEN s.age < 75 THEN '65-74' WHEN s.age < 85 THEN '75-84' ELSE '85+' END AS age_band,
    CASE
        WHEN s.sex = '1' THEN 'Male'
        WHEN s.sex = '2' THEN 'Female'
        WHEN s.sex = '9' THEN 'Not specified'
        WHEN s.sex = '0' THEN 'Not known'
        ELSE s.sex
    END AS gender,
    CASE WHEN c.person_id IS NOT NULL THEN 'long term community' ELSE 'none' END AS support_at_admission
FROM stays AS s
INNER JOIN lsoa_lookup AS k ON k.lsoa_2011 = s.lsoa_2011 AND k.utla_code LIKE 'E%'
LEFT JOIN institutional AS i ON i.person_id = s.person_id AND i.admission_date = s.admission_date
LEFT JOIN in_community AS c ON c.person_id = s.person_id AND c.admission_date = s.admission_date
WHERE s.age >= 65 AND i.person_id IS NULL
