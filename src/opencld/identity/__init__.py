"""The door between the two areas: what identifies people goes in, pseudonyms and what is derived come out.

Only `opencld.pipeline` may import this part.
"""
