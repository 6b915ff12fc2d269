using Liten;

Console.WriteLine($"Liten {typeof(LitenMainAttribute).Assembly.GetName().Version}");
