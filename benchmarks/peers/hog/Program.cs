// Keeps one processor busy until its input ends. The input is a pipe from whoever started it, and ends with that.
new Thread(static () =>
{
    while (true)
    {
    }
})
{
    IsBackground = true,
}.Start();
Console.Out.WriteLine("busy");
Console.In.ReadLine();
