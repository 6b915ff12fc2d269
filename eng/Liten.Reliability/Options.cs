namespace Liten.Reliability;

/// <summary>What the command line asks for.</summary>
/// <param name="FactsFolder">Facts of an earlier run; null to run the proofs now.</param>
/// <param name="Check">Compare with the committed report instead of replacing it.</param>
internal sealed record Options(string? FactsFolder, bool Check)
{
    public const string Usage = """
        dotnet run -c Release --project eng/Liten.Reliability [-- options]

          (nothing)      run all proofs and write README.md and reliability.json in docs/reliability
          --facts DIR    take the facts of an earlier run instead of running the proofs
          --check        write nothing; fail when the committed report has something that the new facts lack
        """;

    public static Options? Parse(string[] arguments)
    {
        string? facts = null;
        bool check = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--check":
                    check = true;
                    break;
                case "--facts" when i + 1 < arguments.Length:
                    facts = Path.GetFullPath(arguments[++i]);
                    break;
                default:
                    return null;
            }
        }

        return new Options(facts, check);
    }
}
