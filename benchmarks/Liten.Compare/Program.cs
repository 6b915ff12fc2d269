using Liten.Compare;

try
{
    var line = CommandLine.Parse(args);
    if (line.Help)
    {
        Console.WriteLine(Usage.Text);
        return 0;
    }

    return await Session.RunAsync(line);
}
catch (UsageException error)
{
    Console.Error.WriteLine($"compare: {error.Message}");
    return 2;
}
