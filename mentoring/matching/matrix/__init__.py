"""The mentors of a programme as arrays that are kept: made once, brought up to date in parts, shared by the processes of a machine.

`keeping` gives the matrix as it is at this moment; `changes` knows from the database which mentors changed since a
version; `gathering` reads their facts; `arrays` is the matrix; `files` keeps it. `docs/matching.md` says why it holds.
"""
