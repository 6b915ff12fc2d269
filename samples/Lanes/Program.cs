using System.Globalization;
using Lanes;
using Liten;

bool hasLanes = !args.Contains("--no-lanes");
int place = Array.IndexOf(args, "--seconds");
int seconds = place >= 0 && place + 1 < args.Length ? int.Parse(args[place + 1], CultureInfo.InvariantCulture) : 5;

using Runtime runtime = Office.Build(hasLanes);
var requests = new Requests();
var ledger = new Ledger();
using var closing = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
Office.Open(runtime, hasLanes, requests, ledger, closing.Token);
Screen.Show(runtime, requests, ledger, closing.Token);
return 0;
