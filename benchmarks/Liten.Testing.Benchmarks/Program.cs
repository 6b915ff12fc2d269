using System.Globalization;
using Liten.Testing.Benchmarks;

// Without arguments: schedules per second. "twice N": N schedules of each bug, run twice. "mended N": N of each mended twin.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 10_000;
switch (args.FirstOrDefault())
{
    case "twice":
        Repetition.Run(count);
        break;
    case "mended":
        Mended.Run(count);
        break;
    default:
        Throughput.Run(seconds: 3);
        break;
}
