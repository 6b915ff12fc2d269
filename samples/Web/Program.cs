// dotnet run                           the demo: both servers, with the ThreadPool free and with it starved
// dotnet run -- serve stock|liten 5000 one of the two servers, for a load
using Web;

return args switch
{
    [] => await Demo.RunAsync(),
    ["serve", "stock" or "liten", var port] when ushort.TryParse(port, out ushort number) => await Server.ServeAsync(args[1], number),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Web [serve stock|liten PORT]");
    return 1;
}
