"""`python -m smallplaces` is the `smallplaces` command."""

from smallplaces.site.cli import main

if __name__ == "__main__":
    main(prog_name="smallplaces")
